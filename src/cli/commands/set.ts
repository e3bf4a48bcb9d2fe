import type { Command } from 'commander';
import { type EditFlags, editCommand } from '../edit/options.ts';
import type { SetExit } from '../exit-codes.ts';
import { withExamples } from '../options/examples.ts';

/** The command `set`. */
export function setCommand(setExit: SetExit): Command {
  const command = editCommand('set')
    .description('Edit one contact in the manifests, then plan, show, confirm and apply it.')
    .argument('<contact>', 'its email address, phone number or userId, or its key as a plan shows it')
    .argument('<value...>', 'what to declare: firstName=Jane, tags.vip=true, customProperties.age=34; null removes')
    .action(async (contact: string, values: readonly string[], options: EditFlags) => {
      const { readGivenValue } = await import('../../workflows/edit/values.ts');
      const { runEdit } = await import('../edit/run.ts');
      const given = await Promise.all(values.map(readGivenValue));
      const request = {
        names: [contact],
        assignments: (meant: readonly { readonly key: string }[]) =>
          given.flatMap(({ path, value }) => meant.map(({ key }) => ({ contact: key, path, value }))),
        toDeclare: '# and the values',
      };
      await runEdit(request, options, setExit);
    });
  return withExamples(
    command,
    [
      ['rollcall set jane@example.com firstName=Jane city=null', 'at every account that declares her'],
      ['rollcall set jane@example.com tags.vip=true --account shop', 'at one of them'],
      ['rollcall set jane@example.com customProperties.age=34 --dry-run', 'show the lines, write nothing'],
      ['rollcall set jane@example.com city=Oslo --no-apply', 'for a pull request'],
    ],
    '0 done, or edited where nobody could be asked, 1 error or not confirmed, 3 applied but not everything, 64 usage, 130 interrupted',
  );
}
