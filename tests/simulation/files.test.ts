import { type Draws, Files } from '../../src/simulation/files';

const bytes = (...of: number[]) => Uint8Array.from(of);
const drawing = (...drawn: number[]): Draws => ({ below: () => drawn.shift()! });
const NO_DRAWS = drawing();

/** What a file holds. */
function held(files: Files, name = 'f'): number[] | undefined {
  const found = files.read(name);
  return found && [...found];
}

/** A file whose name and first bytes are on the disk. */
function synced(...of: number[]): Files {
  const files = new Files();
  files.append('f', bytes(...of));
  files.sync('f');
  files.syncNames();
  return files;
}

test('what is written is seen at once, and bytes that were read stay as they were', () => {
  const files = new Files();
  expect(held(files)).toBeUndefined();
  files.append('f', bytes(1, 2));
  files.append('f', bytes(3));
  const before = files.read('f');
  files.truncate('f', 2);
  files.append('f', bytes(4));
  expect([[...before!], held(files)]).toEqual([
    [1, 2, 3],
    [1, 2, 4],
  ]);
  files.write('f', bytes(9));
  expect(held(files)).toEqual([9]);
});

test('a loss of power takes what was not synced', () => {
  const files = synced(1, 2);
  files.append('f', bytes(3));
  files.truncate('f', 1);
  files.losePower('lost', NO_DRAWS);
  expect(held(files)).toEqual([1, 2]);
});

test('a file whose name was not synced is gone, with its content', () => {
  const files = new Files();
  files.append('f', bytes(1));
  files.sync('f');
  files.losePower('lost', NO_DRAWS);
  expect(held(files)).toBeUndefined();
});

test('a rename is all or nothing, and on the disk once names are synced', () => {
  const files = synced(1);
  files.append('new', bytes(2));
  files.sync('new');
  files.rename('new', 'f');
  expect([held(files), held(files, 'new')]).toEqual([[2], undefined]);
  files.losePower('lost', NO_DRAWS);
  expect([held(files), held(files, 'new')]).toEqual([[1], undefined]);
  files.append('new', bytes(2));
  files.sync('new');
  files.rename('new', 'f');
  files.syncNames();
  files.losePower('lost', NO_DRAWS);
  expect([held(files), held(files, 'new')]).toEqual([[2], undefined]);
});

test('so is the end of a file', () => {
  const files = synced(1);
  files.unlink('f');
  expect(held(files)).toBeUndefined();
  files.losePower('lost', NO_DRAWS);
  expect(held(files)).toEqual([1]);
  files.unlink('f');
  files.syncNames();
  files.losePower('lost', NO_DRAWS);
  expect(held(files)).toBeUndefined();
});

test('a name can be on the disk before the content is', () => {
  const files = new Files();
  files.append('f', bytes(1, 2, 3));
  files.syncNames();
  files.losePower('lost', NO_DRAWS);
  expect(held(files)).toEqual([]);
});

describe('torn', () => {
  test.each([
    // How many bytes of the changes, a size counting as one, and whether zeros follow.
    [
      [0, 0],
      [1, 2],
    ],
    [
      [0, 1],
      [1, 2, 0, 0],
    ],
    [
      [1, 0],
      [1, 2, 3],
    ],
    [
      [1, 1],
      [1, 2, 3, 0],
    ],
    [[2], [1, 2, 3, 4]],
    [[3, 0], [1]],
    [
      [4, 0],
      [1, 5],
    ],
    [
      [4, 1],
      [1, 5, 0],
    ],
    [[5], [1, 5, 6]],
  ])('of what was not synced a beginning is there, drawn %j', ([kept, zeros], expected) => {
    const files = synced(1, 2);
    files.append('f', bytes(3, 4));
    files.truncate('f', 1);
    files.append('f', bytes(5, 6));
    files.losePower('torn', drawing(0, kept!, zeros!));
    expect(held(files)).toEqual(expected);
  });

  test('drawn from what is not there yet', () => {
    const files = synced(1, 2);
    files.append('f', bytes(3, 4));
    const bounds: number[] = [];
    files.losePower('torn', { below: (bound) => bounds.push(bound) - 1 });
    expect(bounds.slice(0, 2)).toEqual([1, 3]);
  });

  test('and of the names, apart from it', () => {
    const tornAt = (names: number) => {
      const files = synced(1);
      files.append('new', bytes(2));
      files.rename('new', 'f');
      files.losePower('torn', drawing(names, 0, 0));
      return [held(files), held(files, 'new')];
    };
    expect(tornAt(0)).toEqual([[1], undefined]);
    expect(tornAt(1)).toEqual([[1], []]);
    expect(tornAt(2)).toEqual([[], undefined]);
  });
});

describe('bit rot', () => {
  test('turns one bit of what is on the disk', () => {
    const files = synced(0, 0, 0);
    files.append('f', bytes(0));
    expect(files.rot('f', [1, 9], drawing(1, 7))).toBe(2);
    expect(held(files)).toEqual([0, 0, 128, 0]);
  });

  test('finds nothing where there is nothing', () => {
    const files = synced(0);
    files.append('f', bytes(0));
    expect(files.rot('f', [1, 5], NO_DRAWS)).toBeUndefined();
    expect(files.rot('g', [0, 5], NO_DRAWS)).toBeUndefined();
  });
});

test('what nobody syncs goes to the disk when it is too much', () => {
  const files = new Files();
  const many = new Uint8Array(1_048_576).fill(1);
  files.append('f', many);
  files.syncNames();
  for (let i = 0; i < 3; i++) files.append('f', many);
  files.losePower('lost', NO_DRAWS);
  expect(held(files)).toEqual([]);
  for (let i = 0; i < 5; i++) files.append('f', many);
  files.losePower('lost', NO_DRAWS);
  expect(files.read('f')).toHaveLength(5 * many.length);
});

test('and so do names', () => {
  const files = new Files();
  for (let i = 1; i <= 64; i++) files.append(`f${i}`, bytes(i));
  files.losePower('lost', NO_DRAWS);
  expect([held(files, 'f1'), held(files, 'f2')]).toEqual([[], undefined]);
});
