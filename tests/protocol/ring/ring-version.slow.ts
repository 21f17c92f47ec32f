import '../../support/all-trials';
import './ring-version.test';
