import '../../support/all-trials';
import './course-hash.test';
