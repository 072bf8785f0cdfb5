import { renderTemplate } from '../../codec/gotemplate/index.ts';
import { inspectTemplateData } from '../../image/inspect-template.ts';
import { inspectImages } from '../../usecase/inspect.ts';
import { type CommandModule, text } from '../command.ts';

export const command: CommandModule = {
  description:
    'A JSON array in the shape of docker inspect for images. The digest is there before any push. --format takes the Go templates people use with docker.',
  arguments: [{ name: 'IMAGE', help: 'one or more images', variadic: true, completes: 'image' }],
  options: [
    { flag: '--format', short: '-f', value: 'TEMPLATE', help: 'print this Go template for each image' },
    { flag: '--type', value: 'TYPE', help: 'only image is known; accepted for scripts', choices: ['image'] },
  ],
  groups: ['output', 'network'],
  formats: ['json'],
  examples: [
    { text: 'Whom does it run as?', command: "plimsoll inspect nginx | jq '.[].Config.User'" },
    {
      text: 'The digest, before any push',
      command: "plimsoll inspect -f '{{index .RepoDigests 0}}' example-secure",
    },
  ],
  run: async ({ args, options, session, outputs, output }) => {
    const images = await inspectImages(session, args);
    const format = text(options, 'format');
    const result =
      format === undefined || format === 'json'
        ? `${JSON.stringify(images, null, 4)}\n`
        : images.map((image) => `${renderTemplate(format, inspectTemplateData(image))}\n`).join('');
    await output.write(outputs[0] ?? { file: undefined }, result);
    return 0;
  },
};
