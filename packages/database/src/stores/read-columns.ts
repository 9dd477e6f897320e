import { getTableColumns } from 'drizzle-orm';
import { imageJobs } from '../schema/image-jobs.js';
import { messages } from '../schema/messages.js';

const { search: _ofMessage, ...ofMessage } = getTableColumns(messages);
const { search: _ofJob, ...ofJob } = getTableColumns(imageJobs);

/** What is read of a message: all but its words for the search, which can be as long as the text. */
export const messageColumns = ofMessage;

/** What is read of an image job: all but the words of its prompt for the search. */
export const imageJobColumns = ofJob;
