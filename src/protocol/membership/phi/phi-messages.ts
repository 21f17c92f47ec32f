/** What nodes that watch each other's heartbeats say to each other. */

import { unsigned } from '../../fields';
import { Catalogue } from '../../message';

const INT31_MAX = 0x7fffffff;

/** I am there: sent to every member once a period. */
export interface BeatMessage {
  readonly kind: 'beat';
  readonly incarnation: number;
  /** One more with each: a beat that comes twice, or late, is known by it. */
  readonly sequence: number;
}

export const phiMessages = Catalogue.of<BeatMessage>({
  beat: {
    number: 192,
    fields: { incarnation: unsigned(INT31_MAX), sequence: unsigned(INT31_MAX) },
  },
});
