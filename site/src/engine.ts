/** What the page uses of the engine, as one chunk that is fetched after the first picture stands. */
export { startRun, trainMany } from '@orrery/engine';
