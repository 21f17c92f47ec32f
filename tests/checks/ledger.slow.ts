import '../support/all-trials';
import './ledger.test';
