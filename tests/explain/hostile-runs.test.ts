import { testHostileFiles } from './hostile-runs';

testHostileFiles(150);
