// Keeps the whole site for offline reading. The build fills in VERSION and FILES (plugins/offline.ts).
const VERSION = '%VERSION%';
const FILES = ['%FILES%'];
const CACHE = `orrery-${VERSION}`;

self.addEventListener('install', (event) => {
  event.waitUntil(
    caches
      .open(CACHE)
      // One after the other: all at once take the machine from the page that trains.
      .then((cache) => FILES.reduce((before, file) => before.then(() => cache.add(file)), Promise.resolve()))
      .then(() => self.skipWaiting()),
  );
});

self.addEventListener('activate', (event) => {
  event.waitUntil(
    caches
      .keys()
      .then((names) => Promise.all(names.filter((n) => n.startsWith('orrery-') && n !== CACHE).map((n) => caches.delete(n))))
      .then(() => self.clients.claim()),
  );
});

// Hashed files never change, so they come from the cache; a page comes from the network while there is one.
self.addEventListener('fetch', (event) => {
  const { request } = event;
  if (request.method !== 'GET' || new URL(request.url).origin !== location.origin) return;
  const cached = () => caches.match(request, { ignoreSearch: true });
  event.respondWith(
    request.mode === 'navigate'
      ? fetch(request).catch(async () => (await cached()) ?? Response.error())
      : cached().then((response) => response ?? fetch(request)),
  );
});
