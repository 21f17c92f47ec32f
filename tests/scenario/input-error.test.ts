import { InputError } from '../../src/scenario/input-error';

test('an input error says where, then what', () => {
  const error = new InputError('a.conf:3:7', 'cannot be 0');
  expect(error).toBeInstanceOf(Error);
  expect(error.name).toBe('InputError');
  expect(error.message).toBe('a.conf:3:7: cannot be 0');
});

test('nothing that it was given moves a cursor, breaks the line or turns its direction', () => {
  const { message } = new InputError('a\nb\u001b[2J', 'c\u2028d\u202ee\u009bf');
  expect(message).toBe('a\\u000ab\\u001b[2J: c\\u2028d\\u202ee\\u009bf');
});
