import { testHostileFiles } from './hostile-files';

testHostileFiles(200, 'whatever a file holds, it is a scenario or told what is wrong with it');
