"""What roma decides: values in, changes out."""
