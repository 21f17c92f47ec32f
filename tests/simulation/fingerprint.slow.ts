import '../support/all-trials';
import './fingerprint.test';
