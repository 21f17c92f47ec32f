import { testStorePlans } from './store-plans';

testStorePlans(2000);
