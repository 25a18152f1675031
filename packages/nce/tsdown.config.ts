import { library } from '../../tools/build/preset.ts';

export default library(['index', 'tfjs']);
