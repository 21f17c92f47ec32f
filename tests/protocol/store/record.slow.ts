import '../../support/all-trials';
import './record.test';
