"""What may not stand in words that many read: a pupil's name beside a disease. One look for all who write."""
