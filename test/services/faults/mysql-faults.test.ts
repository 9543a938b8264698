import { testFaults } from './faults-scenario.ts';

testFaults('mysql');
