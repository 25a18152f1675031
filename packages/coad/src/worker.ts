/** The worker threads' module. */
import { serveCoAD } from './pool.ts';

serveCoAD();
