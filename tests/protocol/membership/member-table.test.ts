import fc from 'fast-check';

import { ADDRESS_MAX } from '../../../src/protocol/address';
import {
  ALIVE,
  MemberTable,
  NOT_ALIVE,
  OWN_ROW,
} from '../../../src/protocol/membership/member-table';

/** Dense ids, ids that differ by powers of two only, and any. */
const anyAddress = fc.oneof(
  fc.integer({ min: 1, max: 200 }),
  fc.integer({ min: 1, max: 200 }).map((id) => id * 4096),
  fc.integer({ min: 1, max: ADDRESS_MAX }),
);

describe('the table of members', () => {
  test('finds what a Map finds', () => {
    fc.assert(
      fc.property(fc.array(anyAddress, { maxLength: 300 }), anyAddress, (addresses, other) => {
        const table = new MemberTable();
        const rows = new Map<number, number>();
        for (const address of addresses) {
          expect(table.find(address)).toBe(rows.get(address) ?? -1);
          if (!rows.has(address)) rows.set(address, table.add(address));
        }
        expect(table.size).toBe(rows.size);
        for (const [address, row] of rows) expect(table.find(address)).toBe(row);
        expect(table.find(other)).toBe(rows.get(other) ?? -1);
      }),
      { seed: 1, numRuns: 300 },
    );
  });

  test('numbers its rows in the order of adding', () => {
    const table = new MemberTable();
    expect([900, 5, 33].map((address) => table.add(address))).toEqual([0, 1, 2]);
    expect([...table.address.subarray(0, 3)]).toEqual([900, 5, 33]);
  });

  test('keeps every column when it grows', () => {
    const table = new MemberTable();
    for (let id = 1; id <= 1000; id++) {
      const row = table.add(id * 7);
      table.incarnation[row] = id;
      table.heartbeat[row] = 2 * id;
      table.heardAt[row] = 3 * id;
      table.setState(row, id % 4);
    }
    for (let id = 1; id <= 1000; id++) {
      const row = table.find(id * 7);
      const columns = [table.incarnation, table.heartbeat, table.heardAt];
      expect(columns.map((column) => column[row])).toEqual([id, 2 * id, 3 * id]);
      expect(table.stateOf(row)).toBe(id % 4);
      const isAliveOther = id % 4 === ALIVE && row !== OWN_ROW;
      expect(table.aliveAs[row]).toBe(isAliveOther ? id : NOT_ALIVE);
    }
  });

  test('has room for a million members', () => {
    const table = new MemberTable();
    for (let id = 1; id <= 1_000_000; id++) table.add(id);
    expect([table.find(1), table.find(1_000_000), table.find(1_000_001)]).toEqual([0, 999_999, -1]);
  });
});
