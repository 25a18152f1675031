/** The module of the timing's workers. */
import { serveReplica } from '../src/index.ts';
import { createBenchReplica } from './replica.ts';

serveReplica(createBenchReplica);
