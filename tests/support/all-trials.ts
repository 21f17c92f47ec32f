/** Imported before a test file: its properties are tried as often as they name. */

import { trials } from './trials';

trials.share = 1;
