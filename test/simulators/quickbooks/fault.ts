/** Refusals, with QuickBooks' codes and in its words. */

export class Refusal extends Error {
  constructor(
    readonly code: string,
    readonly title: string,
    readonly detail: string,
    readonly type:
      'ValidationFault' | 'AuthenticationFault' | 'AuthorizationFault' | 'SystemFault' | 'SERVICE',
  ) {
    super(`${title}: ${detail}`);
  }
}

export const refuse = (code: string, title: string, detail: string): never => {
  throw new Refusal(code, title, detail, 'ValidationFault');
};

export const business = (detail: string): never =>
  refuse(
    '6000',
    'A business validation error has occurred while processing your request',
    `Business Validation Error: ${detail}`,
  );

export const invalidReference = (what: string, id: string): never =>
  refuse('2500', 'Invalid Reference Id', `Invalid Reference Id : ${what} element id ${id} not found`);

export const inactive = (what: string): never =>
  refuse(
    '610',
    'Object Not Found',
    `Object Not Found : Something you're trying to use has been made inactive. Check the fields with accounts, customers, items, vendors or employees. (${what})`,
  );

export const faultJson = ({ code, title, detail, type }: Refusal) => ({
  Fault: { Error: [{ Message: title, Detail: detail, code, element: '' }], type },
});

export const throttleRefusal = new Refusal(
  '003001',
  'message=ThrottleExceeded; errorCode=003001; statusCode=429',
  'The request limit was reached.',
  'SERVICE',
);
