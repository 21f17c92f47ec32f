import { testStorePlans } from './store-plans';

testStorePlans(20);
