import { InputError } from '../../src/scenario/input-error';

test('an input error says where, then what', () => {
  const error = new InputError('a.conf:3:7', 'cannot be 0');
  expect(error).toBeInstanceOf(Error);
  expect(error.name).toBe('InputError');
  expect(error.message).toBe('a.conf:3:7: cannot be 0');
});
