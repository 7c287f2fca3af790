// Keeps the whole site for offline reading. The build fills in VERSION and FILES (plugins/offline.ts).
const VERSION = '%VERSION%';
const FILES = ['%FILES%'];
const CACHE = `orrery-${VERSION}`;

/** One file after the other, with pauses: all at once they take the machine from the page that trains. */
async function copySite() {
  const cache = await caches.open(CACHE);
  for (const file of FILES) {
    await cache.add(file);
    await new Promise((done) => setTimeout(done, 50));
  }
}

// A new version waits until the last page of the old one is closed: those may still ask for the old one's files.
self.addEventListener('install', (event) => event.waitUntil(copySite()));

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
