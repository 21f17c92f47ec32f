/** Streams that bring something when the test says so. */

import type { Arc } from '../../src/protocol/ring/arcs';
import type { Stream, Streams } from '../../src/protocol/store/streams';

type Asked = Parameters<Streams['begin']>[0];

interface Begun extends Asked {
  readonly arcs: readonly Arc[];
  readonly stream: Stream;
}

export class FakeStreams {
  /** Those that are under way, in the order in which they were begun. */
  open: Begun[] = [];
  /** In the place of the real one. */
  readonly streams = {
    begin: (asked: Asked, arcs: readonly Arc[]) => {
      const stream = { ...asked, arcs } as unknown as Stream;
      this.open.push({ ...asked, arcs, stream });
      return stream;
    },
    end: (streams: readonly Stream[]) => {
      this.open = this.open.filter(({ stream }) => !streams.includes(stream));
    },
  } as unknown as Streams;

  /** Who is asked, in rising order, each once. */
  get sources(): number[] {
    return [...new Set(this.open.map(({ source }) => source))].sort((a, b) => a - b);
  }

  /** All streams from a source have brought all. */
  bring(source: number, whole = true): void {
    for (const begun of this.open.filter((each) => each.source === source)) {
      this.open.splice(this.open.indexOf(begun), 1);
      begun.onDone(whole);
    }
  }
}
