import '../support/all-trials';
import './course.test';
