// What the program uses of undici. Its index also loads fetch, web sockets and caches: three times as much, which nothing here needs.

export { default as Pool } from 'undici/lib/dispatcher/pool.js';
