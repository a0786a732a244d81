export { manySignUps, toldOfSignUps } from './alert.ts';
export {
  type Queue,
  type QueueCard,
  type QueueItem,
  queueCardDrawn,
  queues,
  readQueueCard,
  redrawQueueCard,
  shownQueueCards,
} from './cards.ts';
export { lookAtQueue } from './look.ts';
export { releaseReports, type Taker, takenBy, takeReports, takersOf } from './take.ts';
