// A server for the built page, for `./run site` and the tests in the browser: this machine only, gzip, right types.
//   node site/serve.mjs FOLDER [--port N]
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join, normalize, resolve, sep } from 'node:path';
import { pipeline } from 'node:stream';
import { pathToFileURL } from 'node:url';
import { createGzip } from 'node:zlib';

const TYPES = {
  '.css': 'text/css; charset=utf-8',
  '.csv': 'text/csv; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.mjs': 'text/javascript; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
  '.webmanifest': 'application/manifest+json',
  '.woff2': 'font/woff2',
};
const PACKED = new Set(['.png', '.woff2', '.ico', '.safetensors']); // gzip gains nothing
// Vite puts a hash of the content into these names: they never change.
const HASHED = /[/\\]assets[/\\].*-[\w-]{8,}\.\w+$/;

/** The file that a request's path names below `root`, or null when there is none or it points outside. */
async function find(root, path) {
  let decoded;
  try {
    decoded = decodeURIComponent(path);
  } catch {
    return null;
  }
  if (decoded.includes('\0')) return null;
  const file = normalize(join(root, decoded));
  if (file !== root && !file.startsWith(root + sep)) return null;
  for (const candidate of [file, join(file, 'index.html')]) {
    const found = await stat(candidate).catch(() => null);
    if (found?.isFile()) return { file: candidate, size: found.size, changed: found.mtime, folder: candidate !== file };
  }
  return null;
}

async function answer(root, request, response) {
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.writeHead(405, { allow: 'GET, HEAD' }).end();
    return;
  }
  const [pathname, query = ''] = request.url.split('?', 2);
  const found = await find(root, pathname);
  if (!found) {
    response.writeHead(404, { 'content-type': 'text/plain; charset=utf-8' }).end('Not found\n');
    return;
  }
  if (found.folder && !pathname.endsWith('/')) {
    response.writeHead(301, { location: `${pathname.replace(/^\/+/, '/')}/${query && `?${query}`}` }).end();
    return;
  }
  const type = extname(found.file);
  const tag = `"${found.size.toString(16)}-${found.changed.getTime().toString(16)}"`;
  const headers = {
    'content-type': TYPES[type] ?? 'application/octet-stream',
    'cache-control': HASHED.test(found.file) ? 'public, max-age=31536000, immutable' : 'no-cache',
    'x-content-type-options': 'nosniff',
    etag: tag,
    vary: 'accept-encoding',
  };
  if (request.headers['if-none-match'] === tag) {
    response.writeHead(304, headers).end();
    return;
  }
  const gzip = !PACKED.has(type) && /\bgzip\b/.test(request.headers['accept-encoding'] ?? '');
  if (gzip) headers['content-encoding'] = 'gzip';
  else headers['content-length'] = found.size;
  response.writeHead(200, headers);
  if (request.method === 'HEAD') {
    response.end();
    return;
  }
  const steps = [createReadStream(found.file), ...(gzip ? [createGzip({ level: 9 })] : []), response];
  pipeline(steps, () => {}); // a reader who leaves midway is no error
}

/**
 * Serves `folder` on this machine only.
 * @param {string} folder
 * @param {number} [port] 0 (the default) takes any free one
 * @returns {Promise<{url: string, close: () => Promise<void>}>} rejects with code EADDRINUSE when the port is taken
 */
export async function serve(folder, port = 0) {
  const root = resolve(folder);
  const servers = [];
  const close = () =>
    Promise.all(
      servers.map(
        (server) =>
          new Promise((done) => {
            server.close(done);
            server.closeAllConnections();
          }),
      ),
    ).then(() => {});
  try {
    // Both of localhost's addresses, so that no other program answers under one of them.
    servers.push(await listen(root, '127.0.0.1', port));
    const taken = servers[0].address().port;
    servers.push(await listen(root, '::1', taken));
    return { url: `http://localhost:${taken}/`, close };
  } catch (error) {
    if (servers.length === 1 && (error.code === 'EADDRNOTAVAIL' || error.code === 'EAFNOSUPPORT')) {
      return { url: `http://localhost:${servers[0].address().port}/`, close }; // no IPv6 here
    }
    await close();
    throw error;
  }
}

function listen(root, host, port) {
  const server = createServer((request, response) => {
    answer(root, request, response).catch(() => {
      if (!response.headersSent) response.writeHead(500);
      response.end();
    });
  });
  return new Promise((done, fail) => {
    server.once('error', fail);
    server.listen(port, host, () => done(server));
  });
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const [folder, flag, port] = process.argv.slice(2);
  if (!folder || (flag && flag !== '--port')) {
    console.error('usage: node site/serve.mjs FOLDER [--port N]');
    process.exit(2);
  }
  try {
    const { url, close } = await serve(folder, Number(port ?? 8000));
    console.log(`Orrery is at ${url} (Ctrl-C stops it)`);
    for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => close().then(() => process.exit(0)));
  } catch (error) {
    console.error(error.code === 'EADDRINUSE' ? `port ${port} is in use: name another with --port N` : error.message);
    process.exit(2);
  }
}
