"""Jobs whose worker died in the middle: put back into the queue, of every app by the same rule."""

import logging

from procrastinate.exceptions import ConnectorException, UniqueViolation
from procrastinate.jobs import Job, Status
from procrastinate.manager import JobManager

log = logging.getLogger(__name__)

# Our own choice: a job that was begun so often, and whose worker died again, is what kills it. It is left as
# failed, which `xiaoan doctor` tells, so that the others go on.
MOST_BEGUN = 10


async def put_back(jobs: JobManager) -> int:
    """Have the next worker take what a dead one left (no heartbeat for 30 s); gives how many jobs. Each may
    run twice without harm, so nothing has to know how far it came."""
    put = 0
    for job in await jobs.get_stalled_jobs():
        put += await _put(jobs, job)
    return put


async def _put(jobs: JobManager, job: Job) -> bool:
    if job.attempts >= MOST_BEGUN:
        log.error("job %s (%s) took its worker along %s times", job.id, job.task_name, job.attempts)
        await jobs.finish_job(job, Status.FAILED, delete_job=False)
        return False
    try:
        await jobs.retry_job(job)
    except UniqueViolation:
        # The same work waits already under the same lock, as the next of the timetable does.
        await jobs.finish_job(job, Status.ABORTED, delete_job=True)
        return False
    except ConnectorException:
        # Another worker put it back between our look and now.
        return False
    return True
