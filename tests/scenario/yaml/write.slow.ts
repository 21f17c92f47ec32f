import '../../support/all-trials';
import './write.test';
