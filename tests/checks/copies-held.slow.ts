import '../support/all-trials';
import './copies-held.test';
