import '../support/all-trials';
import './emulnet-draws.test';
