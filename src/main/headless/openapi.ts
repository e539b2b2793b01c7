import { type OpenAPI, OpenAPIGenerator } from '@orpc/openapi';
import { ZodToJsonSchemaConverter } from '@orpc/zod/zod4';

import { contract } from '#shared/contract.ts';

const ERROR_RESPONSE: OpenAPI.ResponseObject = {
  description: 'What went wrong, as a code for programs and a sentence for people',
  content: {
    'application/json': {
      schema: {
        type: 'object',
        required: ['error'],
        properties: {
          error: {
            type: 'object',
            required: ['code', 'message'],
            properties: { code: { type: 'string' }, message: { type: 'string' } },
          },
        },
      },
    },
  },
};

/** The OpenAPI 3.1 document of `/api/v1`, made from the contract. */
export async function openApiDocument(version: string): Promise<object> {
  const generator = new OpenAPIGenerator({ schemaConverters: [new ZodToJsonSchemaConverter()] });
  const document = await generator.generate(contract, {
    info: {
      title: 'Hashquota',
      version,
      description:
        'Work is in difficulty-1 shares (1 = 2^32 hashes), hashrate in H/s, times in ms since 1970.',
    },
    servers: [{ url: '/api/v1' }],
    security: [{ token: [] }],
    components: { securitySchemes: { token: { type: 'http', scheme: 'bearer' } } },
  });
  for (const item of Object.values(document.paths ?? {}))
    for (const method of ['get', 'put', 'post', 'delete'] as const) {
      const operation = item?.[method];
      if (operation)
        operation.responses = Object.assign(operation.responses ?? {}, { default: ERROR_RESPONSE });
    }
  const body = document.paths?.['/farm/file']?.put?.requestBody;
  if (body && 'content' in body)
    body.content['application/yaml'] = { schema: { type: 'string', description: 'A farm file in YAML 1.2' } };
  return document;
}
