import { First } from './20261123-first.ts';

export const migrationsList = [{ name: '20261123-first', class: First }];
