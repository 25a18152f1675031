/** The module of a test's worker. */
import { serveReplica } from '../src/index.ts';
import { createTestReplica } from './replica.ts';

serveReplica(createTestReplica);
