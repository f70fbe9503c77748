import { z } from 'zod';

/** What a judged row can be. */
export const verdictSchema = z.enum(['insufficient', 'suspicious', 'killed', 'candidate']);
