import { numbers } from './swim-numbers';

numbers(
  [
    [5, 1000],
    [10, 1000],
    [32, 1000],
    [100, 1000],
    [128, 1000],
  ],
  1_000_000,
);
