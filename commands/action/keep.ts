import { defineDeciding } from '../../src/command/index.ts';
import { text } from '../../src/text.ts';

/** `/action keep`: makes what was done for a time last. */
export const keep = defineDeciding({
  name: 'keep',
  description: 'Make what was done for a time last: it is not undone by itself',
  example: 'action keep 12',
  who: 'Whoever may ask for it',
  args: {},
  decide: async (desk, action) => {
    await desk.keep(desk.pressOn(action));
    return text`Action ${action} lasts now; it is not undone by itself.`;
  },
});
