import { numbers } from './swim-numbers';

numbers(
  [
    [5, 120],
    [10, 120],
    [32, 120],
  ],
  10_000,
);
