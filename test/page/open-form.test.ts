import { ComponentType, TextInputStyle } from 'discord-api-types/v10';
import { expect, it } from 'vitest';
import { fieldProblem, openForm, wrongInputs } from '../../sandbox/page/browser/open-form.ts';

const input = {
  type: ComponentType.TextInput as const,
  custom_id: 'why',
  style: TextInputStyle.Short as const,
  min_length: 3,
  max_length: 5,
};

it('reports a text that its input does not accept', () => {
  expect(fieldProblem(input, '')).toBe('This field is required');
  expect(fieldProblem({ ...input, required: false }, '')).toBeUndefined();
  expect(fieldProblem(input, 'no')).toBe('Must be at least 3 characters long');
  expect(fieldProblem(input, 'because')).toBe('Must be 5 or fewer characters long');
  expect(fieldProblem(input, 'yes')).toBeUndefined();
});

it('names the inputs that keep a form from being submitted', () => {
  const modal = {
    custom_id: 'modal',
    title: 'Why?',
    components: [
      { type: ComponentType.Label as const, label: 'Why', component: input },
      {
        type: ComponentType.Label as const,
        label: 'Note',
        component: { ...input, custom_id: 'note', value: 'noted' },
      },
    ],
  };
  const form = openForm({ interaction: '1', modal });
  expect(form && wrongInputs(form)).toEqual(['why']);
  expect(openForm({ interaction: '1', modal: undefined })).toBeUndefined();
});
