"""What the public reads, and what the office keeps."""
