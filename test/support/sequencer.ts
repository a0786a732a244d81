import { relative } from 'node:path';
import { BaseSequencer, type TestSpecification } from 'vitest/node';
import { startsPrograms } from './test-files.ts';

/** Runs the files that start programs first. If one of them came last, the run would wait for it alone. */
export class ProgramsFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const rank = ({ moduleId }: TestSpecification): number =>
      startsPrograms(relative(this.ctx.config.root, moduleId)) ? 0 : 1;
    return sorted.toSorted((one, other) => rank(one) - rank(other));
  }
}
