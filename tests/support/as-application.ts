/** Imported before the program, which asks once what it was started as. */

import { APPLICATION } from './cli-program';

process.argv[1] = APPLICATION;
