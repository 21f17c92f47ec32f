/**
 * Stands in for `crypto` where seedrandom is bundled: it would seed itself from the machine's
 * entropy where it is given no seed, which a run never wants, and loading it takes milliseconds.
 */
export {};
