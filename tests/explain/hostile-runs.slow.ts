import { testHostileFiles } from './hostile-runs';

testHostileFiles(100_000);
