import { config } from 'zod';

// zod compiles its parsers with `new Function`, which the content security policy refuses. This
// must run before the first schema is made, so it is the first import of the page.
config({ jitless: true });
