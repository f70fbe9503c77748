export { DAILY_HEADER, dailyRow, data, folderWith, importDaily } from './data-folder.ts';
