export { serveFolder, type Served } from '../../../scripts/lib/serve';
export { VIEWPORTS, withPage, type AppPage, type PageOptions } from './page';
export { axeFaults } from './axe';
