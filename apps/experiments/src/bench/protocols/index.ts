/** The protocols, by name. */
import { coad } from './coad.ts';
import { holdout } from './holdout.ts';
import type { Protocol, ProtocolName } from './protocol.ts';
import { tsbAd } from './tsb-ad.ts';

/** In the order of the help. */
export const protocols: Readonly<Record<ProtocolName, Protocol>> = { 'tsb-ad': tsbAd, coad, holdout };

/** Their names. */
export const protocolNames: readonly ProtocolName[] = Object.keys(protocols) as ProtocolName[];
